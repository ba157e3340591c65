-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is the file to fix.
-- Environment: SERVER_CMD (JSON array), RULE, ACTION (start of the quick fix's title). Exits 0, or 1 with the reason.
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
  require("slowspot").setup({ cmd = vim.fn.json_decode(os.getenv("SERVER_CMD")) })
  vim.cmd("set filetype=python")

  local function found()
    return vim.tbl_filter(function(diagnostic)
      return diagnostic.source == "slowspot" and diagnostic.code == os.getenv("RULE")
    end, vim.diagnostic.get(buffer))
  end
  assert(vim.wait(30000, function() return #found() > 0 end, 20), "no diagnostic")
  local diagnostic = found()[1]
  say(("diagnostic %d:%d %s"):format(diagnostic.lnum, diagnostic.col, diagnostic.message))
  local count = #found()
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })

  -- The user's way: vim.lsp.buf.code_action(), with the picker answered by the test.
  vim.ui.select = function(items, _, choose)
    local titles = {}
    for index, item in ipairs(items) do
      local action = item.action or item[2] -- {client, action} up to Neovim 0.9
      table.insert(titles, action.title)
      if vim.startswith(action.title, os.getenv("ACTION")) then
        return choose(item, index)
      end
    end
    fail("the quick fix is not offered, but: " .. table.concat(titles, " | "))
  end
  vim.lsp.buf.code_action()
  assert(vim.wait(20000, function() return #found() == count - 1 end, 20), "the fix was not applied, or changed nothing")
  say("fixed: " .. vim.api.nvim_buf_get_lines(buffer, diagnostic.lnum, diagnostic.lnum + 1, false)[1])
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
