-- A session of headless Neovim with the language server: diagnostics, hover,
-- definition, the first quick fix, writing. Each step prints a line.
-- HAIRPIN is the binary, ROOT the folder of the workspace.

local patience, interval = 20000, 20 -- milliseconds

local function say(...)
  io.stdout:write(table.concat(vim.tbl_map(tostring, { ... }), ' ') .. '\n')
end

local function give_up(why)
  say('FAILED', why)
  vim.cmd('cquit 1')
end

local buf = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  name = 'hairpin',
  cmd = { os.getenv('HAIRPIN'), 'lsp' },
  root_dir = os.getenv('ROOT'),
})
if not id then give_up('the server does not start') end
vim.lsp.buf_attach_client(buf, id)

local function diagnostics() return vim.diagnostic.get(buf) end

if not vim.wait(patience, function() return #diagnostics() > 0 end, interval) then give_up('no diagnostics') end
local first = diagnostics()[1]
say('DIAGNOSTIC', first.lnum + 1, first.col + 1, first.severity, first.source, first.message)

local client = vim.lsp.get_client_by_id(id)
local at = { line = first.lnum, character = first.col }
local document = vim.lsp.util.make_text_document_params(buf)

local function ask(method, params)
  local reply = client.request_sync(method, vim.tbl_extend('force', { textDocument = document }, params), patience, buf)
  if not reply or reply.err then give_up(method) end
  return reply.result
end

say('HOVER', (vim.split(ask('textDocument/hover', { position = at }).contents.value, '\n'))[1])
say('DEFINITION', vim.fn.fnamemodify(vim.uri_to_fname(ask('textDocument/definition', { position = at })[1].uri), ':t'))
say('OUTLINE', #ask('textDocument/documentSymbol', {}))

local fixed
for _, action in ipairs(ask('textDocument/codeAction', {
  range = { start = at, ['end'] = at },
  context = { diagnostics = {}, only = { 'quickfix' } },
})) do
  if action.isPreferred then fixed = action end
end
if not fixed then give_up('no preferred action') end
if not fixed.edit then fixed = client.request_sync('codeAction/resolve', fixed, patience, buf).result end
say('FIX', fixed.title)
vim.lsp.util.apply_workspace_edit(fixed.edit, client.offset_encoding)
vim.cmd('silent write')
if not vim.wait(patience, function() return #diagnostics() == 0 end, interval) then
  give_up('left: ' .. (diagnostics()[1] or { message = 'nothing' }).message)
end
say('CLEAN')
vim.cmd('qall!')
