import { iconSetMaterial, themeQuartz } from 'ag-grid-community'

/** The grid in the window's own colours: it follows the theme by its variables. */
export const gridTheme = themeQuartz.withPart(iconSetMaterial).withParams({
  fontFamily: 'inherit',
  fontSize: 12,
  headerFontSize: 12,
  headerFontWeight: 600,
  spacing: 4,
  cellHorizontalPadding: 7,
  foregroundColor: 'var(--colorNeutralForeground1)',
  backgroundColor: 'var(--colorNeutralBackground1)',
  headerTextColor: 'var(--colorNeutralForeground3)',
  headerBackgroundColor: 'var(--colorNeutralBackground1)',
  borderColor: 'var(--colorNeutralStroke2)',
  rowBorder: { color: 'var(--colorNeutralStroke3)' },
  rowHoverColor: 'var(--colorNeutralBackground1Hover)',
  selectedRowBackgroundColor: 'var(--selectedBackground)',
  accentColor: 'var(--pointA)',
  iconColor: 'var(--colorNeutralForeground3)',
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  columnBorder: false,
  rangeSelectionBorderColor: 'var(--colorStrokeFocus2)',
})
