/** Colours with enough contrast to each other, also in print and for the colour-blind. */
export const colours = {
  revenue: '#0b5cad',
  orders: '#d9730d',
  customers: '#7a8a99',
  curve: '#0b5cad',
  even: '#7a8a99',
};

/** Text of axes and legends. */
export const axisText = { color: '#3a4754', fontSize: 12 };

/** A legend below the chart; its gaps leave room for fonts that are wider than the renderer, which has none, believes. */
export const legendBelow = { bottom: 0, itemGap: 28, textStyle: axisText };
