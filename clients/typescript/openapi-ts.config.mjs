export default {
  input: './openapi.json',
  output: { path: 'src', module: { extension: '.js' } },
  plugins: [
    { name: '@hey-api/typescript', enums: { mode: 'javascript', case: 'SCREAMING_SNAKE_CASE' } },
    '@hey-api/sdk',
    '@hey-api/client-fetch',
  ],
};
