-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is the file to fix.
-- Environment, besides that of steps.lua: ACTION (start of the quick fix's title, a pattern).
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

steps.run(function()
  steps.start()
  local diagnostic = steps.diagnostic()
  local count = #steps.found()
  steps.choose(diagnostic, "^" .. os.getenv("ACTION"))
  assert(vim.wait(20000, function() return #steps.found() == count - 1 end, 20), "not applied, or it changed nothing")
  steps.say("fixed: " .. steps.line(diagnostic))
  vim.cmd("write")
end)
