// The editor of decision tables: dmn-js on the model that the page links to.
import Modeler from 'dmn-js/lib/Modeler';
import './editor.css';

const place = document.querySelector('#editor');
if (place !== null) {
  const modeler = new Modeler({ container: place });
  fetch(place.dataset.model, { credentials: 'same-origin' })
    .then((answer) => answer.text())
    .then((xml) => modeler.importXML(xml));
}
