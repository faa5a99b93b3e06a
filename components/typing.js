// Searches while somebody types: a pause of 300 ms is an Enter that nobody pressed, so that the box keeps focus and caret.
// Arrow down leads from the box to what was found and on, arrow up back.
const PAUSE = 300
const SHORTEST = 3 // letters; of one or two everybody would be shown, and recorded as seen
const WHOLE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/ // of these one is a name
const MASKED = /(^|\s)(ssn|document):/i // each such search is an uncovering: it waits for a real Enter
const key = Symbol.for("c360.typing")

const box = () => document.querySelector(".st-key-find input")
const links = () => [...document.querySelectorAll(".st-key-found a, .st-key-found button")]

const enter = input =>
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }))

if (!document[key]) {
  document[key] = true
  let waiting

  const search = () => {
    const input = box()
    if (!input || document.activeElement !== input) return
    const text = input.value.trim()
    const enough = !text || text.length >= SHORTEST || WHOLE.test(text)
    // What the server has already, it leaves alone.
    if (enough && !MASKED.test(text)) enter(input)
  }
  const changed = event => {
    if (event.target !== box()) return
    clearTimeout(waiting)
    if (event.isComposing && event.type !== "compositionend") return
    waiting = setTimeout(search, box().value ? PAUSE : 0)
  }
  document.addEventListener("input", changed)
  document.addEventListener("compositionend", changed) // it comes after the last input
  document.addEventListener("keydown", event => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
    const all = links()
    const at = all.indexOf(document.activeElement)
    const inBox = document.activeElement === box()
    if (at < 0 && !(inBox && event.key === "ArrowDown")) return
    const next = at + (event.key === "ArrowDown" ? 1 : -1)
    const target = next < 0 ? box() : all[next]
    if (!target) return
    event.preventDefault()
    target.focus()
  })
}

export default function () {
  return () => {}
}
