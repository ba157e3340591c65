-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is the file whose fix is proved.
-- Environment, besides that of steps.lua: FIXED (text of the line after the fix).
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

steps.run(function()
  local progress, labels = {}, {}
  local shown = vim.lsp.handlers["$/progress"]
  vim.lsp.handlers["$/progress"] = function(err, result, ...)
    table.insert(progress, result.value.message or result.value.title)
    return shown(err, result, ...)
  end
  local apply = vim.lsp.handlers["workspace/applyEdit"]
  vim.lsp.handlers["workspace/applyEdit"] = function(err, edit, ...)
    table.insert(labels, edit.label)
    return apply(err, edit, ...)
  end
  steps.start()
  local diagnostic = steps.diagnostic()
  local slow = steps.line(diagnostic)

  steps.choose(diagnostic, "^Prove, then apply: ")
  assert(vim.wait(10000, function() return #progress > 0 end, 20), "no progress")
  steps.say("progress: " .. progress[1])
  assert(vim.wait(150000, function() return #steps.messages > 0 end, 50), "the proof does not end")
  local message = steps.messages[1]
  steps.say(message)
  steps.reads(diagnostic, os.getenv("FIXED"))
  assert(message:find("proved on [%d,]+ inputs, [%d.]+× %([%d.]+–[%d.]+%); applied"), message)
  assert(#progress > 3, "no progress but: " .. table.concat(progress, " | "))
  if labels[1] then
    assert(labels[1]:find("proved on [%d,]+ inputs"), labels[1])
  end

  -- Undone, the fix is offered with the numbers of its proof, which were kept.
  vim.cmd("undo")
  assert(steps.line(diagnostic) == slow, steps.line(diagnostic))
  assert(vim.wait(20000, function() return #steps.found() > 0 end, 20), "no squiggle after undo")
  local title = steps.choose(diagnostic, "%(proved on [%d,]+ inputs, [%d.]+× %([%d.]+–[%d.]+%)%)$")
  assert(message:find(title:match("proved on.*%)"):sub(1, -2), 1, true), title)
  steps.reads(diagnostic, os.getenv("FIXED"))
  assert(vim.wait(10000, function() return #steps.found() == 0 end, 20), "the squiggle stays")
  vim.cmd("write")
end)
