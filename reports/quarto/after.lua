-- Runs last: the blocks that between.lua put aside.

function Pandoc(doc)
  doc.blocks = package.loaded["cs-research-blocks"]
  return doc
end
