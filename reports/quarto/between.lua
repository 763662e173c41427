-- Runs after the filter that both engines share: figures, tables and sections have their numbers and references, so
-- their ids take another form until Quarto, which would number them again, is through.

local function hidden(id) return (id:gsub("^(%a%a%a%-)", "numbered-%1")) end

local function rename(element)
  local kind = element.identifier:match("^(%a+)%-")
  if kind ~= "fig" and kind ~= "tbl" and kind ~= "sec" then return nil end
  element.identifier = hidden(element.identifier)
  return element
end

local function lead(link)
  link.target = link.target:gsub("^#(%a%a%a%-)", function(found)
    return (found == "fig-" or found == "tbl-" or found == "sec-") and "#numbered-" .. found or "#" .. found
  end)
  return link
end

function Pandoc(doc)
  doc.meta["number-sections"] = nil
  return doc:walk({ Div = rename, Figure = rename, Table = rename, Header = rename, Image = rename, Link = lead })
end
