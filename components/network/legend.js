// What stands before each picture's own script: the shapes of nodes, and the line that says what they mean.
const SHAPES = {
  star: "M8 1 10 6H15L11 9.5 12.5 15 8 11.8 3.5 15 5 9.5 1 6H6Z",
  dot: "M8 2A6 6 0 1 0 8 14A6 6 0 1 0 8 2Z",
  square: "M2.5 2.5H13.5V13.5H2.5Z",
  diamond: "M8 1 15 8 8 15 1 8Z",
  triangle: "M8 2 15 14H1Z",
  triangleDown: "M8 14 1 2H15Z",
  hexagon: "M4 1.5H12L15.5 8 12 14.5H4L0.5 8Z",
}

function legend(place, entries) {
  place.replaceChildren(
    ...entries.map(([word, shape, colour]) => {
      const item = document.createElement("span")
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
      svg.setAttribute("viewBox", "0 0 16 16")
      svg.setAttribute("aria-hidden", "true")
      path.setAttribute("d", SHAPES[shape])
      path.setAttribute("fill", colour)
      svg.append(path)
      item.append(svg, word)
      return item
    }),
  )
}
