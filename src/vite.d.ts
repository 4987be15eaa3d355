// Types of what Vite resolves: `?url`, `?worker`, style sheets.

/// <reference types="vite/client" />
