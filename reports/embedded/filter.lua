-- What Quarto does after Pandoc has read a document, for the embedded engine: conditional content, numbered
-- sections, figures and tables with their references, callouts, tabs, columns, and HTML tables as real tables.

local html, typst = FORMAT:match("html") ~= nil, FORMAT == "typst"
local format = html and "html" or FORMAT
local labels = { fig = "Figure", tbl = "Table", sec = "Section" }
local callouts = { note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution" }
local counts = { fig = 0, tbl = 0 }
local numbered = {}

local function kind_of(id)
  local kind = id and id:match("^(%a+)%-.+")
  return labels[kind] and kind or nil
end

local function text_of(inlines) return pandoc.write(pandoc.Pandoc({ pandoc.Plain(inlines) }), "html5") end

-- Content for some formats only.
local function conditional(div)
  local visible, hidden = div.classes:includes("content-visible"), div.classes:includes("content-hidden")
  if not (visible or hidden) then return nil end
  if (div.attributes["when-format"] == format) == visible then return div.content end
  return {}
end

-- An image with an id of its own is a figure whose caption is its text.
local function own_figure(para)
  local image = #para.content == 1 and para.content[1]
  if not (image and image.t == "Image" and kind_of(image.identifier) == "fig") then return nil end
  local caption, id = image.caption, image.identifier
  image.identifier = ""
  return pandoc.Div({ pandoc.Para({ image }), pandoc.Para(caption) }, pandoc.Attr(id))
end

-- Numbers, in the order of the document: figures (and theirs within), tables, sections.
local function number_of(kind)
  counts[kind] = counts[kind] + 1
  return tostring(counts[kind])
end

local function number_float(block)
  local kind = kind_of(block.identifier)
  if not kind or kind == "sec" then return nil end
  local own = number_of(kind)
  numbered[block.identifier] = { name = labels[kind] .. "\u{a0}" .. own, lead = labels[kind] .. "\u{a0}" .. own .. ":" }
  if block.t ~= "Div" then return nil end
  local letter = 96
  block:walk({
    Div = function(inner)
      if kind_of(inner.identifier) ~= "fig" or inner.identifier == block.identifier then return nil end
      letter = letter + 1
      local place = "(" .. string.char(letter) .. ")"
      numbered[inner.identifier] = { name = numbered[block.identifier].name .. "\u{a0}" .. place, lead = place }
    end,
  })
  return block, false
end

-- Headings inside tabs and boxes are no sections.
local function outside(div)
  if div.classes:includes("panel-tabset") then return div, false end
  for _, class in ipairs(div.classes) do
    if class:match("^callout%-") then return div, false end
  end
end

local function number_sections(doc)
  local first, at = 7, { 0, 0, 0, 0, 0, 0 }
  doc.blocks:walk({ Header = function(header) first = math.min(first, header.level) end })
  doc.blocks = doc.blocks:walk({
    traverse = "topdown",
    Div = outside,
    Header = function(header)
      if header.classes:includes("unnumbered") then return nil end
      at[header.level] = at[header.level] + 1
      for deeper = header.level + 1, 6 do at[deeper] = 0 end
      local told = table.concat(at, ".", first, header.level)
      numbered[header.identifier] = { name = "Section\u{a0}" .. told }
      local number = pandoc.Span({ pandoc.Str(told) }, { class = "section-number" })
      header.content = pandoc.Inlines({ number, pandoc.Space() }) .. header.content
      return header
    end,
  })
end

-- The last paragraph of a figure's or table's block is its caption.
local function take_caption(div)
  local last = div.content[#div.content]
  local lead = pandoc.Span({ pandoc.Str(numbered[div.identifier].lead) }, { class = "number" })
  if not last or last.t ~= "Para" then return pandoc.Inlines({ lead }) end
  div.content:remove(#div.content)
  local words = last.content
  if not html and words[1] and words[1].t == "Strong" then words[2] = pandoc.LineBreak() end
  return pandoc.Inlines({ lead, pandoc.Space() }) .. words
end

local function quoted(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"' end

local function picture(image)
  local alt = image.attributes["fig-alt"] or pandoc.utils.stringify(image.caption)
  local narrow = image.attributes["narrow"]
  image.attributes["fig-alt"], image.attributes["narrow"] = nil, nil
  if typst then
    local width = image.attributes["width"] or "100%"
    local call = "#image(" .. quoted(image.src) .. ", alt: " .. quoted(alt) .. ", width: " .. width .. ")"
    return pandoc.RawInline("typst", call)
  end
  image.caption = pandoc.Inlines({ pandoc.Str(alt) })
  if not (html and narrow) then return image end
  local source = '<source media="(max-width: 600px)" srcset="' .. narrow .. '">'
  return pandoc.RawInline("html", "<picture>" .. source .. text_of({ image }) .. "</picture>")
end

local function figure(div)
  local caption = take_caption(div)
  local body = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "Para" then block = pandoc.Plain(block.content) end
    body:insert(block)
  end
  if div.attributes["layout-ncol"] and FORMAT == "docx" then
    body:insert(1, pandoc.Div({ pandoc.Para(caption) }, { ["custom-style"] = "Image Caption" }))
    return pandoc.Div(body, pandoc.Attr(div.identifier))
  elseif div.attributes["layout-ncol"] then
    body = pandoc.Blocks({ pandoc.Div(body, { class = "columns", ["layout-ncol"] = div.attributes["layout-ncol"] }) })
  end
  return pandoc.Figure(body, { long = { pandoc.Plain(caption) } }, pandoc.Attr(div.identifier))
end

-- In a document a column is as wide as its words need, unless the table says so itself.
local least, most = 6, 46

local function longest_word(text)
  local longest = least
  for word in text:gmatch("%S+") do longest = math.max(longest, (utf8.len(word) or #word) + 3) end
  return longest
end

-- The cells of every row that has one for each column, header first.
local function full_rows(tbl)
  local rows = pandoc.List({})
  for _, row in ipairs(tbl.head.rows) do rows:insert(row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.head) do rows:insert(row) end
    for _, row in ipairs(body.body) do rows:insert(row) end
  end
  return rows:filter(function(row) return #row.cells == #tbl.colspecs end)
end

local sides = { gt_right = pandoc.AlignRight, gt_center = pandoc.AlignCenter }

local function laid_out(tbl)
  local rows, wanted, total = full_rows(tbl), {}, 0
  local given = false
  for column, spec in ipairs(tbl.colspecs) do
    given = given or type(spec[2]) == "number"
    local side = pandoc.AlignLeft
    local sum, word = 0, 0
    for _, row in ipairs(rows) do
      local cell = row.cells[column]
      for _, class in ipairs(cell.classes) do side = sides[class] or side end
      local text = pandoc.utils.stringify(cell.contents)
      sum = sum + math.min(most, utf8.len(text) or #text)
      word = math.max(word, longest_word(text))
    end
    wanted[column] = { side, math.max(word, sum / math.max(#rows, 1)) }
    total = total + wanted[column][2]
  end
  local specs = tbl.colspecs
  for column, spec in ipairs(specs) do
    specs[column] = { wanted[column][1], given and spec[2] or wanted[column][2] / total }
  end
  tbl.colspecs = specs
  return tbl
end

local function html_table(text, caption, id)
  local name = id .. "-caption"
  local captioned = text:gsub("(<table[^>]*>)", function(open)
    return open .. '<caption id="' .. name .. '">' .. text_of(caption) .. "</caption>"
  end, 1)
  local wrap = '<div class="wrap" role="region" tabindex="0" aria-labelledby="' .. name .. '">'
  return pandoc.RawBlock("html", wrap .. captioned .. "</div>")
end

local function document_tables(text, caption)
  local found = pandoc.Blocks({})
  pandoc.Pandoc(pandoc.read(text, "html").blocks):walk({
    Table = function(read)
      if caption then read.caption = { long = { pandoc.Plain(caption) } } end
      found:insert(laid_out(read))
    end,
  })
  return found
end

local function table_block(div)
  local caption = take_caption(div)
  local result = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "RawBlock" and block.format == "html" and html then
      result:insert(html_table(block.text, caption, div.identifier))
    elseif block.t == "RawBlock" and block.format == "html" then
      result:extend(document_tables(block.text, caption))
    else
      result:insert(block)
    end
  end
  return pandoc.Div(result, pandoc.Attr(div.identifier))
end

-- A table that was written by hand and has an id.
local function hand_table(tbl)
  local told = numbered[tbl.identifier]
  if not told then return nil end
  local lead = { pandoc.Span({ pandoc.Str(told.lead) }, { class = "number" }), pandoc.Space() }
  local long = tbl.caption.long
  if long[1] then long[1].content = pandoc.Inlines(lead) .. long[1].content end
  return tbl
end

-- HTML that no table block holds: as it is on a page, its tables elsewhere.
local function raw_block(block)
  if block.format ~= "html" or html then return nil end
  return document_tables(block.text, nil)
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind then return callouts[kind] end
  end
end

local function callout(div, kind)
  local title = div.attributes["title"]
  if not title and div.content[1] and div.content[1].t == "Header" then
    title = pandoc.utils.stringify(div.content[1])
    div.content:remove(1)
  end
  title = title or kind
  if not html then
    local lead = pandoc.Para({ pandoc.Strong({ pandoc.Str(title) }) })
    if typst then
      local head = { pandoc.RawBlock("typst", "#callout-title["), lead, pandoc.RawBlock("typst", "]") }
      return pandoc.Div(pandoc.Blocks(head) .. div.content, { class = "callout" })
    end
    div.content:insert(1, lead)
    div.content[1] = pandoc.Div({ div.content[1] }, { ["custom-style"] = "Box Title" })
    return div.content
  end
  local lead = text_of({ pandoc.Str(title) })
  if title ~= kind then lead = '<span class="words">' .. kind .. ": </span>" .. lead end
  local open, close = '<details class="callout"><summary>' .. lead .. "</summary>", "</details>"
  if div.attributes["collapse"] ~= "true" then
    open, close = '<div class="callout"><p class="callout-title">' .. lead .. "</p>", "</div>"
  end
  local blocks = pandoc.Blocks({ pandoc.RawBlock("html", open) })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("html", close))
  return blocks
end

-- Every heading of a tabset and what is below it is a tab; the page's script makes tabs of them.
local function tabset(div)
  local level
  local tabs, now = pandoc.Blocks({}), nil
  for _, block in ipairs(div.content) do
    level = level or (block.t == "Header" and block.level)
    if block.t == "Header" and block.level == level then
      block.classes:insert("unnumbered")
      now = pandoc.Div({ block }, { class = "tab" })
      tabs:insert(now)
    elseif now then
      now.content:insert(block)
    else
      tabs:insert(block)
    end
  end
  if html then return pandoc.Div(tabs, { class = "tabset" }) end
  return div.content
end

local function columns(div)
  local n = tonumber(div.attributes["layout-ncol"])
  div.attributes["layout-ncol"] = nil
  if html then
    div.attributes["style"] = "--columns: " .. n
    if not div.classes:includes("columns") then div.classes:insert("columns") end
    return div
  end
  if not typst then return div.content end
  local cells = pandoc.Blocks({ pandoc.RawBlock("typst", "#grid(columns: (1fr,) * " .. n .. ", gutter: 1.2em,") })
  for _, block in ipairs(div.content) do
    cells:insert(pandoc.RawBlock("typst", "["))
    cells:insert(block)
    cells:insert(pandoc.RawBlock("typst", "],"))
  end
  cells:insert(pandoc.RawBlock("typst", ")"))
  return cells
end

-- A quotation's words and its source have styles of their own in a Word document.
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

local function page_break()
  if html then return {} end
  if typst then return pandoc.RawBlock("typst", "#pagebreak(weak: true)") end
  return pandoc.RawBlock("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
end

local styles = { ["made-up"] = "Made Up", notice = "Made Up", source = "Source Note" }
local boxes = {
  key = true, ["made-up"] = true, notice = true, source = true, callout = true, quotation = true, contrary = true
}

-- In a PDF who said a quotation stands below it, smaller.
local function said_by(div)
  for _, block in ipairs(div.content) do
    if block.t == "BlockQuote" and #block.content > 1 then
      local last = block.content[#block.content]
      block.content:remove(#block.content)
      block.content:extend({ pandoc.RawBlock("typst", "#said-by["), last, pandoc.RawBlock("typst", "]") })
    end
  end
end

-- In a PDF a block with a look of its own is a call of the template's function of that name.
local function typst_box(div)
  for _, class in ipairs(div.classes) do
    if boxes[class] then
      if class == "quotation" then said_by(div) end
      local name = div.classes:includes("contrary") and "contrary-quotation" or class
      local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#" .. name .. "-box[") })
      blocks:extend(div.content)
      blocks:insert(pandoc.RawBlock("typst", "]"))
      return blocks
    end
  end
end

local function any_div(div)
  local kind = kind_of(div.identifier)
  if kind == "fig" then return figure(div) end
  if kind == "tbl" then return table_block(div) end
  if div.classes:includes("pagebreak") then return page_break() end
  if div.classes:includes("panel-tabset") then return tabset(div) end
  local named = callout_kind(div)
  if named then div = callout(div, named) end
  if div.t ~= "Div" then return div end
  if typst and div.attributes["layout-ncol"] == nil then return typst_box(div) end
  for _, class in ipairs(div.classes) do
    if class == "quotation" and not html then return quotation(div) end
    if not html and styles[class] then div.attributes["custom-style"] = styles[class] end
  end
  return div
end

local function reference(cite)
  local id = cite.citations[1].id
  if not kind_of(id) then return nil end
  if not numbered[id] then error("reference @" .. id .. " leads to nothing that is numbered") end
  return pandoc.Link({ pandoc.Str(numbered[id].name) }, "#" .. id)
end

-- Typst takes a mark that stands first in a cell for a heading or an item of a list, which Pandoc leaves to it.
local function typst_marks(str)
  if not (str.text:match("^[=+/-]+$") or str.text:match("^%d+[.)]$")) then return nil end
  return pandoc.RawInline("typst", (str.text:gsub("[^%d]", "\\%0")))
end

function Pandoc(doc)
  doc = doc:walk({ Div = conditional }):walk({ Para = own_figure })
  doc = doc:walk({ traverse = "topdown", Div = number_float, Table = number_float })
  if doc.meta["number-sections"] == true then number_sections(doc) end
  doc = doc:walk({ Image = picture, Table = hand_table, Cite = reference })
  doc = doc:walk({ Div = any_div })
  doc = doc:walk({ Div = function(div) if div.attributes["layout-ncol"] then return columns(div) end end })
    :walk({ RawBlock = raw_block })
  return typst and doc:walk({ Str = typst_marks }) or doc
end
