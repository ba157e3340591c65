-- Run by test_neovim.py: a slow spot several calls away, whose way leads through other files.
-- Environment, besides that of steps.lua: LINE (text of the line that is marked), PATH_OUT (file for what is told).
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

steps.run(function()
  steps.start()
  local diagnostic = steps.diagnostic()
  assert(steps.line(diagnostic):find(os.getenv("LINE"), 1, true), "marked: " .. steps.line(diagnostic))
  local out = assert(io.open(os.getenv("PATH_OUT"), "w"))
  out:write(vim.fn.json_encode({ message = diagnostic.message, path = diagnostic.user_data.lsp.relatedInformation }))
  out:close()
end)
