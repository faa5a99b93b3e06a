// Draws one graph with vis-network, which another component has put into the page.
const drawn = new WeakMap()

// Below this width, in pixels, there is no room for what lines say, and only for short names.
const NARROW = 600

function options(style, narrow) {
  const ink = style.getPropertyValue("--st-text-color").trim() || "#1B2430"
  const ground = style.getPropertyValue("--st-background-color").trim() || "#FBFBFA"
  const line = style.getPropertyValue("--st-gray-color").trim() || "#8A94A0"
  const font = { color: ink, face: style.getPropertyValue("--st-font"), strokeColor: ground, strokeWidth: 4 }
  return {
    physics: { enabled: false },
    interaction: { hover: true, zoomView: false, dragView: true, multiselect: false },
    nodes: { font: { ...font, size: narrow ? 12 : 15 }, borderWidth: 0 },
    edges: {
      font: { ...font, size: 12, align: "horizontal" },
      color: { color: line, highlight: ink, hover: ink },
      arrows: { to: { enabled: false } },
      smooth: false,
      width: 1,
    },
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const place = parentElement.querySelector(".net")
  legend(parentElement.querySelector(".legend"), data.legend)
  place.setAttribute("aria-label", data.label)
  let timer = 0

  const draw = () => {
    // The library's component may be mounted a moment after this one.
    if (!globalThis.vis) {
      timer = setTimeout(draw, 30)
      return
    }
    drawn.get(place)?.destroy()
    const style = getComputedStyle(parentElement.host ?? place)
    const narrow = place.clientWidth < NARROW
    const edges = data.edges.map((edge, id) => ({ ...edge, id, arrows: "", label: narrow ? "" : edge.label }))
    // Rings come round; they are drawn as wide as the panel is, so that labels have room.
    const wide = Math.min(2.6, Math.max(0.8, (0.8 * place.clientWidth) / place.clientHeight))
    const short = (label) => (narrow && label.length > 14 ? label.slice(0, 13) + "…" : label)
    const nodes = data.nodes.map((node) => ({ ...node, x: node.x * wide, label: short(node.label) }))
    nodes[0].font = { vadjust: -74 }
    const network = new globalThis.vis.Network(place, { nodes, edges }, options(style, narrow))
    // How wide names are is known once they are drawn.
    network.once("afterDrawing", () => network.fit({ maxZoomLevel: 1.15 }))
    drawn.set(place, network)
    const self = data.nodes[0].id
    const person = (id) => typeof id === "string" && id.startsWith("person:") && id !== self
    network.on("click", ({ nodes }) => {
      if (person(nodes[0])) setTriggerValue("opened", nodes[0].slice("person:".length))
    })
    network.on("hoverNode", ({ node }) => {
      place.style.cursor = person(node) ? "pointer" : "default"
    })
    network.on("blurNode", () => {
      place.style.cursor = "default"
    })
    // For tests and for whoever drives the page: where each node stands on the screen.
    place.nodeAt = (id) => network.canvasToDOM(network.getPosition(id))
  }
  draw()

  return () => {
    clearTimeout(timer)
    drawn.get(place)?.destroy()
    drawn.delete(place)
  }
}
