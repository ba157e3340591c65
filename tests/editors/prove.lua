-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is the file whose fix is proved.
-- Environment: SERVER_CMD (JSON array), RULE, FIXED (text of the line after the fix). Exits 0, or 1 with the reason.
local started = vim.loop.hrtime()
local function say(text)
  io.stderr:write(string.format("%6.2fs %s\n", (vim.loop.hrtime() - started) / 1e9, text))
end
local function fail(text)
  say("FAIL " .. tostring(text))
  vim.cmd("cquit 1")
end

local passed, problem = xpcall(function()
  vim.cmd("set hidden noswapfile")
  local buffer = vim.api.nvim_get_current_buf()
  local messages, progress, labels = {}, {}, {}
  vim.lsp.handlers["window/showMessage"] = function(_, result)
    table.insert(messages, result.message)
  end
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
  require("slowspot").setup({ cmd = vim.fn.json_decode(os.getenv("SERVER_CMD")) })
  vim.cmd("set filetype=python")

  local function found()
    return vim.tbl_filter(function(diagnostic)
      return diagnostic.source == "slowspot" and diagnostic.code == os.getenv("RULE")
    end, vim.diagnostic.get(buffer))
  end
  assert(vim.wait(30000, function() return #found() > 0 end, 20), "no squiggle")
  local diagnostic = found()[1]
  say(("squiggle %d:%d %s"):format(diagnostic.lnum, diagnostic.col, diagnostic.message))
  local function line()
    return vim.api.nvim_buf_get_lines(buffer, diagnostic.lnum, diagnostic.lnum + 1, false)[1]
  end
  local slow = line()

  -- The user's way: vim.lsp.buf.code_action(), with the picker answered by the test.
  local function choose(wanted)
    local chosen
    vim.ui.select = function(items, _, take)
      local titles = {}
      for index, item in ipairs(items) do
        local action = item.action or item[2] -- {client, action} up to Neovim 0.9
        table.insert(titles, action.title)
        if action.title:find(wanted) then
          chosen = action.title
          return take(item, index)
        end
      end
      fail("not offered: " .. wanted .. ", but: " .. table.concat(titles, " | "))
    end
    vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
    vim.lsp.buf.code_action()
    assert(vim.wait(20000, function() return chosen ~= nil end, 20), "no actions")
    say("chosen: " .. chosen)
    return chosen
  end

  choose("^Prove, then apply: ")
  assert(vim.wait(10000, function() return #progress > 0 end, 20), "no progress")
  say("progress: " .. progress[1])
  assert(vim.wait(150000, function() return #messages > 0 end, 50), "the proof does not end")
  say(messages[1])
  assert(vim.wait(10000, function() return line() == os.getenv("FIXED") end, 20), "not applied: " .. line())
  assert(messages[1]:find("proved on [%d,]+ inputs, [%d.]+× %([%d.]+–[%d.]+%); applied"), messages[1])
  assert(#progress > 3, "no progress but: " .. table.concat(progress, " | "))
  if labels[1] then
    assert(labels[1]:find("proved on [%d,]+ inputs"), labels[1])
  end

  -- Undone, the fix is offered with the numbers of its proof, which were kept.
  vim.cmd("undo")
  assert(line() == slow, line())
  assert(vim.wait(20000, function() return #found() > 0 end, 20), "no squiggle after undo")
  local title = choose("%(proved on [%d,]+ inputs, [%d.]+× %([%d.]+–[%d.]+%)%)$")
  assert(messages[1]:find(title:match("proved on.*%)"):sub(1, -2), 1, true), title)
  assert(vim.wait(10000, function() return line() == os.getenv("FIXED") end, 20), "not applied again: " .. line())
  assert(vim.wait(10000, function() return #found() == 0 end, 20), "the squiggle stays")
  vim.cmd("write")

  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in pairs(clients()) do
    vim.lsp.stop_client(client.id)
  end
  assert(vim.wait(10000, function() return #clients() == 0 end, 20), "the server did not end")
end, debug.traceback)

if passed then
  say("PASS")
  vim.cmd("qall!")
else
  fail(problem)
end
