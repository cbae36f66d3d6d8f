// Copy it to the top of the repository, or add its entry to your own configuration.
export default {
  // A function, so that no file names are added: promptops asks git what is staged, and finds what depends on it.
  '**/{promptops*.yaml,*.prompt.yaml,*.test.yaml,*.hbs,*.tool.yaml,*.json,*.jsonl,*.csv}': () =>
    'promptops lint --staged',
};
