-- Runs after the filter that both engines share: what it made is put aside until Quarto's own filters have run. They
-- would number figures and tables again, drop captions of tables, and keep callouts on one page.

function Pandoc(doc)
  package.loaded["cs-research-blocks"] = doc.blocks
  doc.meta["number-sections"] = nil
  doc.blocks = pandoc.Blocks({})
  return doc
end
