import '@fontsource-variable/noto-sans-sc/wght.css';

// The font joins the list of fonts only when its style sheet is there, so that text drawn before is drawn anew.
document.documentElement.dataset.webFont = 'ready';
