/** The whole library in one file: it loads three times faster than the same as some 700 modules. */
declare module 'echarts/dist/echarts.esm.min.mjs' {
  export { init } from 'echarts';
}
