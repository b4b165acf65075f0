export { deliverDue, type Delivery } from './deliver.js';
export { tellFault, tellNotBegun, tellTest, telling } from './telling.js';
