;; Run by test_emacs.py: emacs --batch -q -l play.el FILE, with eglot or lsp-mode, which LSP in the environment names.
;; Environment: SERVER_CMD (JSON array), CLIENT (the folder of slowspot.el), RULE, DO (fix, ignore), REASON (typed when
;; asked for). Ends with 0 and the file saved, or 1 with the reason.  -*- lexical-binding: t; -*-
(setq package-user-dir (expand-file-name "elpa" (getenv "HOME")))
(unless (locate-library "eglot") (require 'package) (package-initialize))
(add-to-list 'load-path (getenv "CLIENT"))
(setq make-backup-files nil create-lockfiles nil auto-save-default nil)
(defconst use-eglot (equal (getenv "LSP") "eglot"))
(defun fail (text) (message "FAIL: %s" text) (kill-emacs 1))
(defun wait-until (what holds)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall holds)) (< (float-time) end)) (accept-process-output nil 0.05))
    (unless (funcall holds) (fail what))))

(require 'slowspot)
(require 'flymake)
(setq slowspot-command (append (json-parse-string (getenv "SERVER_CMD")) nil)
      slowspot-settings '(:preview t))
(if use-eglot
    (progn
      (require 'eglot)
      (setq eglot-sync-connect 30 eglot-autoshutdown t eglot-confirm-server-initiated-edits nil
            eglot-confirm-server-edits nil)
      (slowspot-setup-eglot))
  (require 'lsp-mode)
  (setq lsp-auto-guess-root t lsp-enable-file-watchers nil lsp-restart 'ignore lsp-diagnostics-provider :flymake
        lsp-session-file (expand-file-name "lsp-session" (getenv "HOME")) lsp-enable-suggest-server-download nil
        lsp-guess-root-without-session t lsp-enable-snippet nil lsp-headerline-breadcrumb-enable nil
        lsp-modeline-code-actions-enable nil lsp-modeline-diagnostics-enable nil
        lsp-modeline-workspace-status-enable nil)
  (slowspot-setup-lsp-mode))

(find-file (car (last command-line-args)))
(python-mode)
(condition-case problem
    (progn
      (if use-eglot
          (call-interactively #'eglot)
        (require 'lsp-diagnostics)
        (lsp-workspace-folders-add default-directory)
        (lsp))
      (defun found ()
        (flymake-start)
        (seq-filter (lambda (it) (string-match-p (getenv "SAYS") (flymake-diagnostic-text it))) (flymake-diagnostics)))
      (wait-until "no diagnostic" #'found)
      (let ((count (length (found))) (first (car (found))))
        (message "diagnostic at %s: %s" (flymake-diagnostic-beg first) (flymake-diagnostic-text first))
        (goto-char (flymake-diagnostic-beg first))
        (cl-letf ((last-nonmenu-event ?x) ; as typed, not clicked
                  ((symbol-function 'read-string) (lambda (prompt &rest _) (message "asked: %s" prompt) (getenv "REASON")))
                  ((symbol-function 'completing-read)
                   (lambda (_ items &rest _)
                     (message "offered: %s" (all-completions "" items))
                     (or (seq-find (lambda (it) (string-prefix-p (getenv "ACTION") it)) (all-completions "" items))
                         (fail "not offered")))))
          (pcase (getenv "DO")
            ("fix" (if use-eglot
                       (eglot-code-actions (point) (point) nil t)
                     (call-interactively #'lsp-execute-code-action)))
            ("ignore" (slowspot-ignore))))
        (when use-eglot
          (eglot--signal-textDocument/didChange)) ; its timer runs when a user is idle, and here is none
        (wait-until "the diagnostic stays" (lambda () (< (length (found)) count))))
      (save-buffer)
      (message "PASS emacs %s" emacs-version)
      (ignore-errors (if use-eglot (eglot-shutdown (eglot-current-server)) (lsp-workspace-shutdown (car (lsp-workspaces))))))
  (error (fail (error-message-string problem))))
