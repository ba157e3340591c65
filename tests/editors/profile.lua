-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is a script to profile.
-- Environment: SERVER_CMD (JSON array), HOT (a line of the script, from 0, over which figures shall stand). Exits 0, or 1
-- with the reason.
local function fail(text)
  io.stderr:write("FAIL " .. tostring(text) .. "\n")
  vim.cmd("cquit 1")
end

local passed, problem = xpcall(function()
  vim.cmd("set hidden noswapfile")
  local buffer = vim.api.nvim_get_current_buf()
  local messages = {}
  vim.lsp.handlers["window/showMessage"] = function(_, result)
    table.insert(messages, result.message)
  end
  require("slowspot").setup({ cmd = vim.fn.json_decode(os.getenv("SERVER_CMD")) })
  vim.cmd("set filetype=python")
  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  assert(vim.wait(30000, function()
    local _, client = next(clients())
    return client and client.server_capabilities.codeLensProvider ~= nil
  end, 20), "the server offers no code lens")

  require("slowspot").profile()
  local line = tonumber(os.getenv("HOT"))
  local function shown()
    for name, namespace in pairs(vim.api.nvim_get_namespaces()) do
      if vim.startswith(name, "vim_lsp_codelens") or vim.startswith(name, "nvim.lsp.codelens") then
        for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, namespace, { line, 0 }, { line, -1 }, { details = true })) do
          for _, chunk in ipairs(mark[4].virt_text or (mark[4].virt_lines or { {} })[1]) do
            if chunk[1]:find("% of run", 1, true) then
              return chunk[1]
            end
          end
        end
      end
    end
  end
  assert(vim.wait(30000, shown, 20), "no figures over the function, but: " .. table.concat(messages, " | "))
  io.stderr:write(shown() .. "\n")

  -- A click.
  local count = #messages
  vim.api.nvim_win_set_cursor(0, { line + 1, 0 })
  vim.lsp.codelens.run()
  if vim.fn.has("nvim-0.9") == 0 then
    assert(vim.wait(10000, function() return #messages > count end, 20), "no word on who called it")
    io.stderr:write(messages[#messages] .. "\n")
    assert(messages[#messages]:find("main", 1, true), messages[#messages])
  end
  for _, client in pairs(clients()) do
    vim.lsp.stop_client(client.id)
  end
  assert(vim.wait(10000, function() return #clients() == 0 end, 20), "the server did not end")
end, debug.traceback)

if passed then
  vim.cmd("qall!")
else
  fail(problem)
end
