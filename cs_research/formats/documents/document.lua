-- Shapes the Markdown of questionnaires and codebooks for a page or for Word.
--
-- as            the HTML element of a block; Word has no use for it
-- custom-style  the style of a block in Word; pages have no use for it
-- only          "html" or "docx": the block is left out elsewhere
-- lines         an empty block has so many lines to write on, in Word

local html = FORMAT:match("^html") ~= nil
local format = html and "html" or "docx"
local own = { as = true, only = true, lines = true, ["custom-style"] = true }
local boxes = { radio = "○", checkbox = "☐" }
local places = {}

local function raw(text) return pandoc.RawInline("html", text) end
local function word(xml) return pandoc.RawInline("openxml", xml) end
local function tab() return word("<w:r><w:tab/></w:r>") end

local function escaped(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ["\""] = "&quot;" }))
end

local function opening(tag, attr)
  local fields = { "<" .. tag }
  local function add(name, value) fields[#fields + 1] = " " .. name .. "=\"" .. escaped(value) .. "\"" end
  if attr.identifier ~= "" then add("id", attr.identifier) end
  if #attr.classes > 0 then add("class", table.concat(attr.classes, " ")) end
  for name, value in pairs(attr.attributes) do
    if not own[name] then add(name, value) end
  end
  return table.concat(fields) .. ">"
end

-- The words of a block that is one paragraph or nothing; nil of any other.
local function inlines(blocks)
  if #blocks == 0 then return pandoc.Inlines({}) end
  local only = blocks[1]
  return #blocks == 1 and (only.t == "Para" or only.t == "Plain") and only.content or nil
end

-- A text without line ends; on pages Pandoc would put a variation selector after these arrows.
local function piece_of(words)
  local arrows = words:find("↔", 1, true) or words:find("↩", 1, true)
  return html and arrows and raw(escaped(words)) or pandoc.Str(words)
end

-- Line ends within a text, and tabs in Word, which would be lost.
local function text(str)
  local pattern = html and "\n" or "[\n\t]"
  local made, start = pandoc.Inlines({}), 1
  while true do
    local place = str.text:find(pattern, start)
    local piece = str.text:sub(start, (place or 0) - 1)
    if piece ~= "" then made:insert(piece_of(piece)) end
    if not place then return made end
    made:insert(str.text:sub(place, place) == "\n" and pandoc.LineBreak() or tab())
    start = place + 1
  end
end

-- The answers to a question, each with its box.
local function options(div)
  local list, kind = div.content[1], div.attributes.type
  local lines = pandoc.Inlines({})
  for number, item in ipairs(list.content) do
    local answer = item[1].content[1]
    if html then
      local name, value = escaped(answer.identifier), escaped(answer.attributes.value)
      local group = escaped(div.attributes.name)
      lines:insert(raw("<div class=\"option\"><input type=\"" .. kind .. "\" id=\"" .. name .. "\" name=\"" .. group
        .. "\" value=\"" .. value .. "\"><label for=\"" .. name .. "\">"))
      lines:extend(answer.content)
      lines:insert(raw("</label></div>\n"))
    else
      if number > 1 then lines:insert(pandoc.LineBreak()) end
      lines:insert(pandoc.Span(boxes[kind], { ["custom-style"] = "Box" }))
      lines:insert(tab())
      lines:extend(answer.content)
    end
  end
  if html then return pandoc.Div(pandoc.Plain(lines), pandoc.Attr("", { "options" })) end
  return pandoc.Div(pandoc.Para(lines), { ["custom-style"] = div.attributes["custom-style"] })
end

-- In Word: the list of contents with the page of each heading.
local function contents(list, level)
  local made = pandoc.Blocks({})
  for _, item in ipairs(list.content) do
    local line = item[1].content
    local place = line[1].target:sub(2)
    line:insert(tab())
    line:insert(word("<w:fldSimple w:instr=\"PAGEREF " .. place .. " \\h\"><w:r><w:t>1</w:t></w:r></w:fldSimple>"))
    made:insert(pandoc.Div(pandoc.Para(line), { ["custom-style"] = "Contents " .. level }))
    if item[2] then made:extend(contents(item[2], level + 1)) end
  end
  return made
end

-- In Word: lines to write on.
local function answer_lines(count)
  local made = pandoc.Inlines({ tab() })
  for _ = 2, count do
    made:extend({ pandoc.LineBreak(), tab() })
  end
  return pandoc.Para(made)
end

local function page_div(div)
  local tag = div.attributes.as
  if div.classes:includes("options") then return options(div) end
  local line = inlines(div.content)
  if not tag then return line and pandoc.Plain(line) or div.content end
  local first, last = opening(tag, div.attr), "</" .. tag .. ">"
  if line then
    local made = pandoc.Inlines({ raw(first) })
    made:extend(line)
    made:insert(raw(last))
    return pandoc.Plain(made)
  end
  local made = pandoc.Blocks({ pandoc.RawBlock("html", first) })
  made:extend(div.content)
  made:insert(pandoc.RawBlock("html", last))
  return made
end

local function word_div(div)
  if div.classes:includes("options") then return options(div) end
  if div.classes:includes("contents") then return contents(div.content[1], 1) end
  if div.attributes.lines then div.content = { answer_lines(tonumber(div.attributes.lines)) } end
  local style = div.attributes["custom-style"]
  return style and pandoc.Div(div.content, { ["custom-style"] = style }) or div.content
end

local function page_table(made)
  local function give(part, role, scope)
    part.attributes.scope, part.attributes.role = scope, role
  end
  -- narrow screens show cells below each other: without roles it would be no table to some screen readers
  give(made, "table")
  give(made.head, "rowgroup")
  for _, row in ipairs(made.head.rows) do
    give(row, "row")
    for _, cell in ipairs(row.cells) do give(cell, "columnheader", "col") end
  end
  for _, body in ipairs(made.bodies) do
    body.row_head_columns = 1
    give(body, "rowgroup")
    for _, row in ipairs(body.body) do
      give(row, "row")
      for place, cell in ipairs(row.cells) do
        give(cell, place == 1 and "rowheader" or "cell", place == 1 and "row" or nil)
      end
    end
  end
  for number, spec in ipairs(made.colspecs) do made.colspecs[number] = { spec[1] } end
  return made
end

local function word_table(made)
  local function strengthen(cell)
    for _, part in ipairs(cell.contents) do part.content = { pandoc.Strong(part.content) } end
  end
  for _, row in ipairs(made.head.rows) do
    for _, cell in ipairs(row.cells) do strengthen(cell) end
  end
  for _, body in ipairs(made.bodies) do
    for _, row in ipairs(body.body) do strengthen(row.cells[1]) end
  end
  return made
end

-- In Word: each name with its definition on one line.
local function word_facts(list)
  local made = pandoc.Blocks({})
  for _, item in ipairs(list.content) do
    item[1]:insert(pandoc.Str(":"))
    local line = pandoc.Inlines({ pandoc.Strong(item[1]), pandoc.Space() })
    line:extend(item[2][1][1].content)
    made:insert(pandoc.Para(line))
  end
  return made
end

-- In Word: the place of a part is its heading.
local function place_of_part(div)
  local first = div.content[1]
  if div.identifier ~= "" and first and first.t == "Header" then first.identifier = div.identifier end
  return div
end

-- The words of a heading are its place, under a name that Word takes: LibreOffice loses one that starts before it.
local count = 0
local function numbered(header)
  if header.identifier == "" then return nil end
  count = count + 1
  places["#" .. header.identifier] = "place_" .. count
  header.content = { pandoc.Span(header.content, { id = "place_" .. count }) }
  header.identifier = ""
  return header
end

local function word_header(header)
  if header.level == 1 then return pandoc.Div(pandoc.Para(header.content), { ["custom-style"] = "Title" }) end
  header.level = header.level - 1
  return header
end

local function word_link(link)
  if places[link.target] then link.target = "#" .. places[link.target] end
  return link
end

local function elsewhere(div)
  local only = div.attributes.only
  if only and only ~= format then return {} end
end

local function number(span)
  if not span.classes:includes("number") then return nil end
  return { span, html and pandoc.Space() or tab() }
end

if html then
  return { { Div = elsewhere }, { Str = text, Span = number, Div = page_div, Table = page_table } }
end
return {
  { Div = elsewhere },
  { traverse = "topdown", Div = place_of_part },
  { Header = numbered },
  { Link = word_link, Code = function(code) return pandoc.Str(code.text) end },
  { Str = text, Span = number, Header = word_header, DefinitionList = word_facts, Table = word_table, Div = word_div },
}
