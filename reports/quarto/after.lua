-- Runs last: the ids of figures, tables and sections as they were.

local function rename(element)
  element.identifier = element.identifier:gsub("^numbered%-", "")
  return element
end

local function lead(link)
  link.target = link.target:gsub("^#numbered%-", "#")
  return link
end

function Pandoc(doc)
  return doc:walk({ Div = rename, Figure = rename, Table = rename, Header = rename, Image = rename, Link = lead })
end
