-- The properties of a Word report. What only steers Pandoc is none of them: the bibliography is named by its path, and
-- a folder may have a person's name.

local steering = { "bibliography", "documents", "link-citations", "number-sections", "pages", "toc" }

function Meta(meta)
  for _, name in ipairs(steering) do meta[name] = nil end
  return meta
end
