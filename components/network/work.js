// The network to work in: vis-network, which another component has put into the page, with what can be done to a node.
const drawn = new WeakMap()
const views = new WeakMap()
const sent = new Set()

// Below this width, in pixels, a picture of many is too small, and what lines say can't be read.
const NARROW = 600

// As text: what a tooltip is given as a string may be taken for markup.
function note(text) {
  const box = document.createElement("span")
  box.textContent = text
  return box
}

const token = (style, name, other) => style.getPropertyValue(name).trim() || other

function options(style) {
  const ink = token(style, "--st-text-color", "#1B2430")
  const ground = token(style, "--st-background-color", "#FBFBFA")
  const line = token(style, "--st-gray-color", "#8A94A0")
  const font = { color: ink, face: token(style, "--st-font", "sans-serif"), strokeColor: ground, strokeWidth: 4 }
  return {
    physics: { enabled: false },
    interaction: { hover: true, zoomView: false, dragView: true, multiselect: false, selectConnectedEdges: true },
    nodes: { font: { ...font, size: 15 }, borderWidth: 0, scaling: { label: { enabled: false } } },
    edges: {
      font: { ...font, size: 12, align: "horizontal" },
      color: { color: line, highlight: ink, hover: ink, opacity: 0.75 },
      smooth: false,
      chosen: { edge: false },
    },
  }
}

const head = (enabled) => ({ enabled, scaleFactor: 0.5 })

// The canvas on the page's own ground: transparent, its labels could not be read in a document.
function png(canvas, ground) {
  const copy = document.createElement("canvas")
  copy.width = canvas.width
  copy.height = canvas.height
  const pen = copy.getContext("2d")
  pen.fillStyle = ground
  pen.fillRect(0, 0, copy.width, copy.height)
  pen.drawImage(canvas, 0, 0)
  return copy.toDataURL("image/png")
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const find = (name) => parentElement.querySelector(name)
  const place = find(".net")
  const menu = find(".menu")
  legend(find(".legend"), data.legend)
  place.setAttribute("aria-label", data.label)
  let timer = 0
  let network
  let picked = null

  const act = (what, id) => {
    if (id === null || id === undefined) return
    const { x, y } = network.getPosition(id)
    menu.hidden = true
    setTriggerValue("acted", { act: what, key: id, x, y })
  }
  const pick = (id) => {
    picked = id ?? null
    for (const button of parentElement.querySelectorAll("[data-act]")) button.disabled = picked === null
  }
  for (const button of parentElement.querySelectorAll("[data-act]"))
    button.onclick = () => act(button.dataset.act, picked)
  const zoom = (by) => network.moveTo({ scale: Math.min(4, Math.max(0.1, network.getScale() * by)) })
  find("[data-view=in]").onclick = () => zoom(1.25)
  find("[data-view=out]").onclick = () => zoom(0.8)
  find("[data-view=fit]").onclick = () => network.fit({ maxZoomLevel: 1.15 })
  pick(null)
  menu.hidden = true

  const draw = () => {
    // The library's component may be mounted a moment after this one.
    if (!globalThis.vis) {
      timer = setTimeout(draw, 30)
      return
    }
    const started = performance.now()
    drawn.get(place)?.destroy()
    const style = getComputedStyle(parentElement.host ?? place)
    const ink = token(style, "--st-text-color", "#1B2430")
    const many = data.nodes.length > 24 || place.clientWidth < NARROW
    const nodes = data.nodes.map((node) => {
      const colour = { background: node.color, border: ink }
      return { ...node, borderWidth: node.ring, color: { ...colour, highlight: colour, hover: colour } }
    })
    const edges = data.edges.map((edge, id) => ({
      ...edge,
      id,
      arrows: { to: head(edge.arrows.includes("to")), from: head(edge.arrows.includes("from")) },
      label: many ? "" : edge.label,
      title: note(edge.told),
    }))
    network = new globalThis.vis.Network(place, { nodes, edges }, options(style))
    const before = views.get(place)
    const same = before && before.ids === data.nodes.map((node) => node.id).sort().join("|")
    if (same) network.moveTo({ position: before.position, scale: before.scale })
    else {
      const whole = () => {
        network.fit({ maxZoomLevel: 1.15 })
        // All of it would be too small to read there: the customer stands in the middle, and the rest is dragged to.
        if (place.clientWidth < NARROW && network.getScale() < 0.4) network.moveTo({ position: { x: 0, y: 0 }, scale: 0.4 })
      }
      whole()
      // How wide names are is known once they are drawn.
      network.once("afterDrawing", whole)
    }
    // The more there is, the smaller it is drawn, and the larger its names must be to be read.
    network.setOptions({ nodes: { font: { size: Math.max(15, Math.min(21, 11 / network.getScale())) } } })
    drawn.set(place, network)
    const keep = () =>
      views.set(place, {
        ids: data.nodes.map((node) => node.id).sort().join("|"),
        position: network.getViewPosition(),
        scale: network.getScale(),
      })
    network.once("afterDrawing", () => {
      place.dataset.milliseconds = Math.round(performance.now() - started)
      if (data.png && !sent.has(data.png)) {
        sent.add(data.png)
        const image = png(place.querySelector("canvas"), token(style, "--st-background-color", "#FBFBFA"))
        // With what it was asked for by: only so is it known whose picture it is.
        setTriggerValue("png", { token: data.png, image })
      }
    })
    network.on("afterDrawing", keep)
    network.on("selectNode", ({ nodes }) => pick(nodes[0]))
    network.on("deselectNode", () => pick(null))
    network.on("click", () => {
      menu.hidden = true
    })
    network.on("doubleClick", ({ nodes }) => act("toggle", nodes[0]))
    network.on("dragEnd", ({ nodes }) => act("pin", nodes[0]))
    network.on("oncontext", ({ event, pointer }) => {
      event.preventDefault()
      const id = network.getNodeAt(pointer.DOM)
      if (id === undefined) return
      network.selectNodes([id])
      pick(id)
      menu.style.left = `${pointer.DOM.x}px`
      menu.style.top = `${pointer.DOM.y}px`
      menu.hidden = false
      menu.querySelector("button").focus()
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
