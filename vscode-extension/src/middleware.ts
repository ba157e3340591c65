// What the client changes in the traffic with the server.
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { SECTION, tableFor } from "./settings";
import { allows, offered } from "./trust";

export interface Hooks {
  /** The Python that is selected for a folder. */
  interpreter(scope: vscode.Uri | undefined): Promise<string | undefined>;
  readonly standIns: ReadonlyMap<string, (args: unknown[]) => Promise<unknown>>;
  onWork(title: string): void;
}

export function middleware(hooks: Hooks): Middleware {
  const atWork = new Map<string | number, string>();
  return {
    workspace: {
      configuration: async (params, token, next) => {
        const answer = await next(params, token);
        if (!Array.isArray(answer)) return answer;
        return Promise.all(
          params.items.map(async (item, index): Promise<unknown> => {
            if (item.section !== SECTION) return answer[index] as unknown;
            const scope = item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri);
            return tableFor(scope, await hooks.interpreter(scope));
          }),
        );
      },
    },
    executeCommand: async (command, args, next) => {
      if (!(await allows(command))) return undefined;
      const standIn = hooks.standIns.get(command);
      return standIn === undefined ? ((await next(command, args)) as unknown) : standIn(args);
    },
    provideCodeActions: async (document, range, context, token, next) => offered(await next(document, range, context, token)),
    handleWorkDoneProgress: (token, params, next) => {
      if (params.kind === "begin") atWork.set(token, (params).title);
      else if (params.kind === "end") atWork.delete(token);
      hooks.onWork([...atWork.values()].at(-1) ?? "");
      next(token, params);
    },
  };
}
