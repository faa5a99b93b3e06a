// Carries the address of a page through a login, which comes back to the home page in a new session. It stays in this
// tab's own storage, which no other site reads and no server is sent; Python looks at it as at any address.
const NAME = "c360.link"

export default function ({ data, setTriggerValue }) {
  if (data.keep) {
    sessionStorage.setItem(NAME, location.pathname + location.search)
    return
  }
  const link = sessionStorage.getItem(NAME)
  sessionStorage.removeItem(NAME)
  // Only home goes on to it: whoever typed another address since is where they want to be.
  if (link && location.pathname.endsWith("/") && !location.search) setTriggerValue("link", link)
}
