// Stands in for the editor's module in tests: settings, trust and folders as a test has set them.
import * as path from "node:path";

interface Inspected {
  defaultValue?: unknown;
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

export const given = { settings: {} as Record<string, Inspected>, trusted: true, folders: [] as string[] };

export const workspace = {
  get isTrusted(): boolean {
    return given.trusted;
  },
  get workspaceFolders(): { uri: { scheme: string; fsPath: string } }[] | undefined {
    const folders = given.folders.map((folder) => ({ uri: { scheme: "file", fsPath: path.resolve(folder) } }));
    return folders.length > 0 ? folders : undefined;
  },
  getConfiguration: () => ({ inspect: (key: string): Inspected | undefined => given.settings[key] }),
};
