-- Run by test_neovim.py in a headless Neovim 0.7 or newer; the buffer is a script to profile.
-- Environment, besides that of steps.lua: HOT (a line of the script, from 0, over which figures shall stand).
local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

steps.run(function(buffer)
  steps.start()
  steps.client(function(client) return client.server_capabilities.codeLensProvider ~= nil end)

  require("slowspot").profile()
  local line = tonumber(os.getenv("HOT"))
  local function shown()
    for name, namespace in pairs(vim.api.nvim_get_namespaces()) do
      if vim.startswith(name, "vim_lsp_codelens") or vim.startswith(name, "nvim.lsp.codelens") then
        local from, to = { line, 0 }, { line, -1 }
        for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, namespace, from, to, { details = true })) do
          for _, chunk in ipairs(mark[4].virt_text or (mark[4].virt_lines or { {} })[1]) do
            if chunk[1]:find("% of run", 1, true) then
              return chunk[1]
            end
          end
        end
      end
    end
  end
  assert(vim.wait(30000, shown, 20), "no figures over the function, but: " .. table.concat(steps.messages, " | "))
  steps.say(shown())

  -- A click: told, or where Neovim has such questions asked, who called it. Nobody is there to answer one.
  local words = {}
  vim.ui.select = function(_, options, choose)
    table.insert(words, options.prompt or "")
    choose(nil)
  end
  vim.fn.inputlist = function(lines)
    table.insert(words, table.concat(lines, " "))
    return 0
  end
  local count = #steps.messages
  vim.api.nvim_win_set_cursor(0, { line + 1, 0 })
  vim.lsp.codelens.run()
  assert(vim.wait(20000, function() return #words > 0 or #steps.messages > count end, 20), "no word on who called it")
  local word = words[1] or steps.messages[#steps.messages]
  steps.say(word)
  assert(vim.fn.has("nvim-0.9") == 1 or word:find("main", 1, true), word)
end)
