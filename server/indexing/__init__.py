"""The process that analyzes the workspace's files behind the editor's back: one core, lowest priority, no protocol."""
