-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is a file with a finding.
-- Environment, besides that of steps.lua: KEPT (text of the line after it was ignored), REASON (typed when asked for).
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

steps.run(function()
  local asked = 0
  vim.ui.input = function(options, answer)
    asked = asked + 1
    steps.say("asked: " .. options.prompt)
    answer(os.getenv("REASON"))
  end
  steps.start({ keys = { ignore = "gsi" } })
  local diagnostic = steps.diagnostic()
  steps.go_to(diagnostic)
  if os.getenv("ENABLE") then
    require("slowspot").ignore()
  else
    vim.api.nvim_feedkeys("gsi", "mx", false)
  end
  steps.reads(diagnostic, os.getenv("KEPT"))
  assert(vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20), vim.inspect(vim.diagnostic.get(0)))
  assert(asked == (os.getenv("REASON") and 1 or 0), asked .. " questions")
  vim.cmd("write")
end)
