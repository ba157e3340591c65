-- What the scripts for Neovim share: start the client, look at findings, choose an action as a user does, end with a status.
local M = { messages = {} }

local started = vim.loop.hrtime()

function M.say(text)
  io.stderr:write(string.format("%6.2fs %s\n", (vim.loop.hrtime() - started) / 1e9, text))
end

local function fail(text)
  M.say("FAIL " .. tostring(text))
  vim.cmd("cquit 1")
end

-- Runs a script's steps; Neovim ends with 0, or with 1 and the reason.
function M.run(steps)
  local passed, problem = xpcall(function()
    vim.cmd("set hidden noswapfile")
    steps(vim.api.nvim_get_current_buf())
    M.stop()
  end, debug.traceback)
  if passed then
    M.say("PASS")
    vim.cmd("qall!")
  else
    fail(problem)
  end
end

local clients = vim.lsp.get_clients or vim.lsp.get_active_clients

-- Starts the server of this checkout: in the way of 0.7, or with ENABLE in the environment by vim.lsp.enable().
function M.start(options)
  vim.lsp.handlers["window/showMessage"] = function(_, result)
    table.insert(M.messages, result.message)
  end
  local cmd = vim.fn.json_decode(os.getenv("SERVER_CMD"))
  if os.getenv("ENABLE") then
    vim.lsp.config("slowspot", { cmd = cmd })
    vim.lsp.enable("slowspot")
  else
    require("slowspot").setup(vim.tbl_extend("error", { cmd = cmd }, options or {}))
  end
  vim.cmd("set filetype=python")
end

function M.stop()
  for _, client in pairs(clients()) do
    vim.lsp.stop_client(client.id)
  end
  assert(vim.wait(10000, function() return #clients() == 0 end, 20), "the server did not end")
end

-- The first client, once it is there and `holds`.
function M.client(holds)
  assert(vim.wait(30000, function()
    local _, client = next(clients())
    return client and (not holds or holds(client))
  end, 20), "no such client")
  return select(2, next(clients()))
end

-- The diagnostics of the rule that RULE names.
function M.found()
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == "slowspot" and diagnostic.code == os.getenv("RULE")
  end, vim.diagnostic.get(0))
end

-- The first of them, once there is one.
function M.diagnostic()
  assert(vim.wait(30000, function() return #M.found() > 0 end, 20), "no squiggle")
  local diagnostic = M.found()[1]
  M.say(("squiggle %d:%d %s"):format(diagnostic.lnum, diagnostic.col, diagnostic.message))
  return diagnostic
end

function M.line(diagnostic)
  return vim.api.nvim_buf_get_lines(0, diagnostic.lnum, diagnostic.lnum + 1, false)[1]
end

function M.go_to(diagnostic)
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
end

-- Chooses the first action whose title matches, by vim.lsp.buf.code_action() with the picker answered; returns the title.
function M.choose(diagnostic, wanted)
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
  M.go_to(diagnostic)
  vim.lsp.buf.code_action()
  assert(vim.wait(20000, function() return chosen ~= nil end, 20), "no actions")
  M.say("chosen: " .. chosen)
  return chosen
end

-- Waits until the diagnostic's line reads so.
function M.reads(diagnostic, text)
  assert(vim.wait(20000, function() return M.line(diagnostic) == text end, 20), "it reads: " .. M.line(diagnostic))
end

return M
