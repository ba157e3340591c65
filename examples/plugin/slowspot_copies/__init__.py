"""A plugin for Slowspot: rules about copies that nobody needs. Each file declares one."""
