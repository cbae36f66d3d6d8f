import { providerContract } from './contract.ts';
import { vendors } from './vendors.ts';

for (const vendor of vendors) providerContract(vendor);
