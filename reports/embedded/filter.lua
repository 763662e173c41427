-- What Quarto does after Pandoc has read a document, for the embedded engine: conditional content,
-- numbered figures and tables with their references, callouts, and HTML tables as real tables.

local html = FORMAT:match("html") ~= nil
local labels = { fig = "Figure", tbl = "Table" }
local counts = { fig = 0, tbl = 0 }
local numbered = {}

local function kind_of(id)
  local kind = id and id:match("^(%a+)%-.+")
  return labels[kind] and kind or nil
end

-- Content for some formats only.
local function conditional(div)
  local visible, hidden = div.classes:includes("content-visible"), div.classes:includes("content-hidden")
  if not (visible or hidden) then return nil end
  local meant = div.attributes["when-format"] == (html and "html" or "docx")
  if meant == visible then return div.content end
  return {}
end

local function number(div)
  local kind = kind_of(div.identifier)
  if kind then
    counts[kind] = counts[kind] + 1
    numbered[div.identifier] = labels[kind] .. "\u{a0}" .. counts[kind]
  end
end

-- The last paragraph of a figure's or table's block is its caption.
local function take_caption(div)
  local last = div.content[#div.content]
  if not last or last.t ~= "Para" then return pandoc.Inlines({}) end
  div.content:remove(#div.content)
  local words = last.content
  if not html and words[1] and words[1].t == "Strong" then words[2] = pandoc.LineBreak() end
  local lead = { pandoc.Span({ pandoc.Str(numbered[div.identifier] .. ":") }, { class = "number" }), pandoc.Space() }
  return pandoc.Inlines(lead) .. words
end

local function picture(image)
  local alt = image.attributes["fig-alt"] or ""
  local narrow = image.attributes["narrow"]
  image.attributes["fig-alt"], image.attributes["narrow"] = nil, nil
  image.caption = pandoc.Inlines({ pandoc.Str(alt) })
  if not (html and narrow) then return image end
  local shown = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ image }) }), "html5")
  local source = '<source media="(max-width: 600px)" srcset="' .. narrow .. '">'
  return pandoc.RawInline("html", "<picture>" .. source .. shown .. "</picture>")
end

local function figure(div)
  local caption = take_caption(div)
  local content = div.content:walk({ Image = picture })
  local body = pandoc.Blocks({})
  for _, block in ipairs(content) do
    if block.t == "Para" then block = pandoc.Plain(block.content) end
    body:insert(block)
  end
  return pandoc.Figure(body, { long = { pandoc.Plain(caption) } }, pandoc.Attr(div.identifier))
end

-- In a document the first column takes the room that its words need, and numbers stand at the right.
local function widths(specs)
  local first = #specs > 4 and 0.25 or 0.46
  for place, spec in ipairs(specs) do
    local number = place > 1 and (#specs <= 4 or place == #specs)
    local aligned = number and pandoc.AlignRight or spec[1]
    specs[place] = { aligned, place == 1 and first or (1 - first) / (#specs - 1) }
  end
  return specs
end

local function table_block(div)
  local caption = take_caption(div)
  local result = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "RawBlock" and block.format == "html" and html then
      local words = pandoc.write(pandoc.Pandoc({ pandoc.Plain(caption) }), "html5")
      local name = div.identifier .. "-caption"
      local text = block.text:gsub("(<table[^>]*>)", function(open)
        return open .. '<caption id="' .. name .. '">' .. words .. "</caption>"
      end, 1)
      text = '<div class="wrap" role="region" tabindex="0" aria-labelledby="' .. name .. '">' .. text .. "</div>"
      result:insert(pandoc.RawBlock("html", text))
    elseif block.t == "RawBlock" and block.format == "html" then
      for _, read in ipairs(pandoc.read(block.text, "html").blocks) do
        if read.t == "Table" then
          read.caption = { long = { pandoc.Plain(caption) } }
          read.colspecs = widths(read.colspecs)
        end
        result:insert(read)
      end
    else
      result:insert(block)
    end
  end
  return pandoc.Div(result, pandoc.Attr(div.identifier))
end

local function callout(div)
  local title = div.attributes["title"]
  if not title and div.content[1] and div.content[1].t == "Header" then
    title = pandoc.utils.stringify(div.content[1])
    div.content:remove(1)
  end
  title = title or "Note"
  if html and div.attributes["collapse"] == "true" then
    local open = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ pandoc.Str(title) }) }), "html5")
    local blocks = pandoc.Blocks({ pandoc.RawBlock("html", "<details><summary>" .. open .. "</summary>") })
    blocks:extend(div.content)
    blocks:insert(pandoc.RawBlock("html", "</details>"))
    return blocks
  end
  local lead = pandoc.Para({ pandoc.Strong({ pandoc.Str(title) }) })
  if not html then
    div.content:insert(1, pandoc.Div({ lead }, { ["custom-style"] = "Box Title" }))
    return div.content
  end
  div.content:insert(1, lead)
  div.attributes["title"], div.attributes["collapse"] = nil, nil
  return div
end

-- A quotation's words and its source have styles of their own in a document.
local function quotation(div)
  local parts = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    for place, paragraph in ipairs(block.t == "BlockQuote" and block.content or { block }) do
      local style = place == 1 and "Quotation" or "Quotation Source"
      if div.classes:includes("contrary") then style = "Contrary " .. style end
      parts:insert(pandoc.Div({ paragraph }, { ["custom-style"] = style }))
    end
  end
  return parts
end

local styles = { ["made-up"] = "Made Up", source = "Source Note" }

local function any_div(div)
  local kind = kind_of(div.identifier)
  if kind == "fig" then return figure(div) end
  if kind == "tbl" then return table_block(div) end
  for _, class in ipairs(div.classes) do
    if class:match("^callout%-") then return callout(div) end
    if class == "quotation" and not html then return quotation(div) end
    if not html and styles[class] then div.attributes["custom-style"] = styles[class] end
  end
  return div
end

local function reference(cite)
  local id = cite.citations[1].id
  if not kind_of(id) then return nil end
  if not numbered[id] then error("reference @" .. id .. " leads to no figure or table") end
  return pandoc.Link({ pandoc.Str(numbered[id]) }, "#" .. id)
end

function Pandoc(doc)
  doc = doc:walk({ Div = conditional })
  doc:walk({ Div = number })
  return doc:walk({ Div = any_div }):walk({ Cite = reference })
end
