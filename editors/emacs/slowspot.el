;;; slowspot.el --- Slow spots of Python code, by eglot or lsp-mode  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; With eglot (part of Emacs from 29 on): (slowspot-setup-eglot), then M-x eglot in a Python buffer.
;; With lsp-mode, beside any other server: (slowspot-setup-lsp-mode), then M-x lsp.

;;; Code:

(require 'subr-x)
(require 'url-util)

(declare-function eglot-code-actions "eglot")
(declare-function eglot-current-server "eglot")
(declare-function eglot-execute-command "eglot")
(declare-function eglot-managed-p "eglot")
(declare-function lsp-execute-code-action-by-kind "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-send-execute-command "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(defvar eglot-server-programs)
(defvar eglot-workspace-configuration)

(defgroup slowspot nil
  "Slow spots of Python code."
  :group 'languages
  :prefix "slowspot-")

(defcustom slowspot-command '("slowspot" "server")
  "How to start the server: a program and its arguments."
  :type '(repeat string))

(defcustom slowspot-settings nil
  "What stands under [tool.slowspot], as a plist.
It wins over the files of a project.
Example: (:preview t :select [\"collections\"])"
  :type 'plist)

(defconst slowspot--modes '(python-mode python-ts-mode))

(defconst slowspot--asked " -- why\\?"
  "Stands in a comment where the settings of the project ask for a reason.")

(defun slowspot--options ()
  "What the server is told at its start."
  (list :settings (or slowspot-settings (make-hash-table))))

;;;###autoload
(defun slowspot-setup-eglot ()
  "Have eglot start the server in Python buffers.
Eglot has one server a buffer.  Beside another one for Python, use lsp-mode,
or a program that joins servers."
  (with-eval-after-load 'eglot
    (add-to-list 'eglot-server-programs
                 `(,slowspot--modes
                   . ,(append slowspot-command (list :initializationOptions (slowspot--options)))))
    (when slowspot-settings
      (let ((others (default-value 'eglot-workspace-configuration)))
        (setq-default eglot-workspace-configuration
                      (append (list :slowspot slowspot-settings) (and (listp others) others)))))))

;;;###autoload
(defun slowspot-setup-lsp-mode ()
  "Register the server with lsp-mode, beside other servers for Python."
  (with-eval-after-load 'lsp-mode
    (lsp-register-client
     (make-lsp-client :new-connection (lsp-stdio-connection (lambda () slowspot-command))
                      :major-modes slowspot--modes
                      :add-on? t
                      :priority -2
                      :server-id 'slowspot
                      :initialization-options #'slowspot--options))))

(defun slowspot--eglot-p ()
  "Whether eglot, and not lsp-mode, has the buffer."
  (and (fboundp 'eglot-managed-p) (eglot-managed-p)))

(defun slowspot--act (kind)
  "Execute the code action of KIND at point."
  (if (slowspot--eglot-p)
      (eglot-code-actions (point) (point) kind t)
    (lsp-execute-code-action-by-kind kind)))

;;;###autoload
(defun slowspot-ignore ()
  "Silence the finding at point on its line.
Ask for the reason where the settings of the project want one."
  (interactive)
  (save-excursion
    (let ((begin (line-beginning-position)))
      (slowspot--act "quickfix.ignore.slowspot")
      (goto-char begin)
      ;; At the end of this line, or where no comment can stand there of one of the next.
      (when (re-search-forward slowspot--asked (line-end-position 20) t)
        (let ((reason (save-match-data (string-trim (read-string "Why is it fine here? ")))))
          (unless (string-empty-p reason)
            (replace-match (concat " -- " reason) t t)))))))

;;;###autoload
(defun slowspot-fix-all ()
  "Apply all safe fixes of the buffer."
  (interactive)
  (slowspot--act "source.fixAll.slowspot"))

(defun slowspot--execute (command argument)
  "Have the server run COMMAND with ARGUMENT."
  (if (slowspot--eglot-p)
      (eglot-execute-command (eglot-current-server) command (vector argument))
    (lsp-send-execute-command command (vector argument))))

(defun slowspot--uri ()
  "The URI of the buffer's file."
  (if (fboundp 'eglot-path-to-uri)
      (funcall 'eglot-path-to-uri buffer-file-name)
    (concat "file://" (url-hexify-string buffer-file-name url-path-allowed-chars))))

;;;###autoload
(defun slowspot-profile ()
  "Profile the current file: this runs it."
  (interactive)
  (slowspot--execute "slowspot.profile" (list :uri (slowspot--uri))))

;;;###autoload
(defun slowspot-profile-test ()
  "Profile the test around point, or else all tests of the file: this runs them."
  (interactive)
  (slowspot--execute "slowspot.profileTest" (list :uri (slowspot--uri) :line (1- (line-number-at-pos)))))

;;;###autoload
(defun slowspot-report ()
  "Make the page of the latest profile."
  (interactive)
  (slowspot--execute "slowspot.report" (slowspot--uri)))

(provide 'slowspot)
;;; slowspot.el ends here
