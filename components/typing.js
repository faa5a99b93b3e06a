// Searches while somebody types: a pause of 300 ms is an Enter that nobody pressed, so that the box keeps focus and caret.
// Arrow down leads from the box to what was found and on, arrow up back.
const PAUSE = 300
const SHORTEST = 3 // Latin letters; of one or two everybody would be shown, and recorded as seen
const key = Symbol.for("c360.typing")

const box = () => document.querySelector(".st-key-find input")
const links = () => [...document.querySelectorAll(".st-key-found a, .st-key-found button")]

const enter = input =>
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }))

if (!document[key]) {
  document[key] = true
  let waiting
  let sent = ""
  document.addEventListener("input", event => {
    if (event.target !== box()) return
    clearTimeout(waiting)
    if (event.isComposing) return
    waiting = setTimeout(() => {
      const input = box()
      const text = input?.value.trim() ?? ""
      const enough = text.length >= SHORTEST || /[^\x00-\x7f]/.test(text)
      if (input && document.activeElement === input && enough && text !== sent) {
        sent = text
        enter(input)
      }
    }, PAUSE)
  })
  document.addEventListener("keydown", event => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
    const all = links()
    const at = all.indexOf(document.activeElement)
    if (at < 0 && document.activeElement !== box()) return
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
