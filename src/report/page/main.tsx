import { render } from 'preact';
import { App } from './app.tsx';
import './style.css';
import { openDetails, readData, readRows } from './unpack.ts';

const data = readData();
const rows = await readRows();
document.title = data.title;
const place = document.getElementById('page');
if (place) render(<App data={data} rows={rows} details={openDetails(data)} />, place);
document.documentElement.dataset['ready'] = 'true';
