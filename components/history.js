// Streamlit replaces the address when a tab or picker changes, so that "back" would leave the customer. Here such a
// change is a step of its own. Two steps that nobody took are none: an address that only differs in its letter case,
// and the emptied one that Streamlit passes through on its way to another page.
const key = Symbol.for("c360.history")
const MOMENT = 2000 // milliseconds between the emptied address and the page it leads to; seen: below 200

if (!history[key]) {
  history[key] = true
  const push = history.pushState.bind(history)
  const replace = history.replaceState.bind(history)
  let emptied = -MOMENT

  const step = usual => (state, unused, url) => {
    const from = new URL(location.href)
    const to = new URL(url ?? from, from)
    if (to.href === from.href) return usual(state, unused, url)
    const passing = performance.now() - emptied < MOMENT
    emptied = -MOMENT
    if (to.pathname !== from.pathname) return passing ? replace(state, unused, url) : usual(state, unused, url)
    if (from.search && !to.search) emptied = performance.now()
    const same = to.href.toLowerCase() === from.href.toLowerCase()
    return same ? replace(state, unused, url) : push(state, unused, url)
  }
  history.pushState = step(push)
  history.replaceState = step(replace)
}

export default function () {
  return () => {}
}
