// What of the drawing is seen, with the palette in mind, which covers the left of the canvas.

const PALETTE = 135;
const EDGE = 40;
const LEGIBLE = 0.6;

/** The whole drawing beside the palette, never larger than life. */
export function whole(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !inner.height) return;
  const scale = Math.min((outer.width - PALETTE - EDGE) / inner.width, (outer.height - 2 * EDGE) / inner.height, 1);
  canvas.viewbox({
    x: inner.x - PALETTE / scale - Math.max(0, (outer.width - PALETTE - EDGE) / scale - inner.width) / 2,
    y: inner.y - Math.max(EDGE / scale, (outer.height / scale - inner.height) / 2),
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

/** At first the whole drawing if it can be read so, else its upper left corner. */
export function first(canvas) {
  whole(canvas);
  if (canvas.zoom() >= LEGIBLE) return;
  const { inner, outer } = canvas.viewbox();
  canvas.viewbox({ x: inner.x - PALETTE / 0.8, y: inner.y - EDGE / 0.8, width: outer.width / 0.8, height: outer.height / 0.8 });
}
