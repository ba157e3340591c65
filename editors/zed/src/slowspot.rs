//! Starts `slowspot server` for Python files, and hands it the settings that stand under `lsp.slowspot`.

use zed_extension_api::{
    self as zed, serde_json, settings::LspSettings, LanguageServerId, Result, Worktree,
};

struct Slowspot;

impl zed::Extension for Slowspot {
    fn new() -> Self {
        Slowspot
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)
            .ok()
            .and_then(|settings| settings.binary);
        let (path, arguments) = match binary {
            Some(binary) => (binary.path, binary.arguments),
            None => (None, None),
        };
        let command = path.or_else(|| worktree.which("slowspot")).ok_or_else(|| {
            "slowspot is not on PATH: `pip install slowspot`, or set lsp.slowspot.binary.path"
                .to_string()
        })?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["server".into()]),
            env: worktree.shell_env(),
        })
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?.settings;
        Ok(Some(
            serde_json::json!({ "slowspot": settings.unwrap_or_else(|| serde_json::json!({})) }),
        ))
    }
}

zed::register_extension!(Slowspot);
