-- Runs first, before the filter that both engines share: what a chunk gave, without the blocks that Quarto puts
-- around it, so that figures, tables and columns hold their parts themselves.

local function unwrapped(div)
  for _, class in ipairs(div.classes) do
    if class == "cell" or class == "cell-output" then return div.content end
  end
end

function Pandoc(doc)
  -- Quarto takes number-sections away for Pandoc to number by.
  doc.meta["number-sections"] = doc.meta["numbered"]
  return doc:walk({ Div = unwrapped })
end
