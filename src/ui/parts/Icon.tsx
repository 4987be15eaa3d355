// The page's icons: 16 px grid, 1.5 px strokes, drawn by hand.

const paths = {
  open: 'M1.8 12.5v-9h4l1.5 1.8h5.9v2M1.8 12.5l2-5.2h11l-2 5.2z',
  undo: 'M5.5 3 2.5 6l3 3M2.8 6H10a3.2 3.2 0 0 1 0 6.5H7',
  redo: 'm10.5 3 3 3-3 3M13.2 6H6a3.2 3.2 0 0 0 0 6.5h3',
  chip: 'M4 4h8v8H4zM6.5 6.5h3v3h-3zM6 1.8V4M10 1.8V4M6 12v2.2M10 12v2.2M1.8 6H4M1.8 10H4M12 6h2.2M12 10h2.2',
  down: 'm4.5 6.3 3.5 3.5 3.5-3.5',
  right: 'm6.3 4.5 3.5 3.5-3.5 3.5',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1.2M8 13.300v1.2M1.5 8h1.2M13.300 8h1.2M3.400 3.400l.9.9M11.700 11.700l.9.9M12.600 3.400l-.9.9M4.300 11.700l-.9.9',
  moon: 'M13.2 9.600A5.600 5.600 0 0 1 6.400 2.800a5.600 5.600 0 1 0 6.800 6.800z',
  screen: 'M2 3h12v8H2zM6 13.500h4M8 11v2.500',
  export: 'M8 2.200v7.600M4.800 6.900 8 10.100l3.200-3.200M2.500 11v2.700h11V11',
  search: 'M7 2.700a4.300 4.300 0 1 0 0 8.600 4.300 4.300 0 0 0 0-8.600zm3.300 7.600 3.400 3.400',
  check: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.200 8.200l2 2 3.600-4.200',
  warn: 'M8 2.200 14.400 13.400H1.600zM8 6.500v3M8 11.400v.2',
  bad: 'M5.400 1.900h5.200l3.500 3.500v5.200l-3.500 3.500H5.400l-3.500-3.500V5.400zM5.800 5.800l4.400 4.400M10.200 5.800l-4.400 4.400',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.300v3.700M8 5v.2',
  link: 'M6.500 4.500h-2a3.500 3.500 0 0 0 0 7h2M9.500 4.500h2a3.500 3.500 0 0 1 0 7h-2M5.500 8h5',
  peak: 'M1.500 13h2.800L8 3.500 11.700 13h2.800',
  plus: 'M8 3.500v9M3.500 8h9',
  minus: 'M3.500 8h9',
  fit: 'M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10',
  lock: 'M3.800 7.200h8.400v6.300H3.800zM5.500 7V5a2.500 2.500 0 0 1 5 0v2',
  close: 'm4.500 4.500 7 7M11.500 4.500l-7 7',
  up: 'm4 9.500 4-4 4 4',
  copy: 'M5.500 5.500h8v8h-8zM3.500 10.500h-1v-8h8v1',
  file: 'M4 1.800h5.500L12.500 5v9.200H4zM9.300 2v3.200h3',
  data: 'M2.500 3h11v10h-11zM2.500 6.500h11M2.500 9.800h11M6.300 3v10',
  bulb: 'M6 11.800c0-1.600-2.200-2.400-2.200-5.200a4.200 4.200 0 0 1 8.400 0c0 2.800-2.200 3.600-2.200 5.200zM6.300 14.200h3.400',
  pen: 'm3 13 .7-3L10.800 2.900l2.300 2.300L6 12.300z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className ?? ''}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="var(--accent)" />
      <path
        d="M5 14V7.500l3.200 3.400 1.800-2 1.800 2L15 7.500V14"
        stroke="var(--on-accent)"
        strokeWidth="1.7"
      />
    </svg>
  )
}
