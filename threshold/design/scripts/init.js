// Everything works without this: it adds the keyboard's way out, counts characters, shows passwords.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
