-- Runs first, before the filter that both engines share: what a chunk gave, without the blocks that Quarto puts
-- around it, so that figures, tables and columns hold their parts themselves.

local function unwrapped(div)
  for _, class in ipairs(div.classes) do
    if class == "cell" or class == "cell-output" then return div.content end
  end
end

-- Quarto's reader leaves the id of a table that was written by hand in its caption.
local function named(tbl)
  local long = tbl.caption.long
  local words = #long > 0 and long[#long].content
  local last = words and words[#words]
  local id = last and last.t == "Str" and last.text:match("^{#([%w-]+)}$")
  if not id then return nil end
  words:remove(#words)
  if #words > 0 and words[#words].t == "Space" then words:remove(#words) end
  long[#long].content = words
  tbl.caption.long = long
  tbl.identifier = id
  return tbl
end

function Pandoc(doc)
  -- Quarto takes number-sections away for Pandoc to number by.
  doc.meta["number-sections"] = doc.meta["numbered"]
  return doc:walk({ Div = unwrapped, Table = named })
end
