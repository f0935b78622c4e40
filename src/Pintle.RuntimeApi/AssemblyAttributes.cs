using System.Runtime.CompilerServices;

// All native signatures are blittable: no marshalling stub is made at run time.
[assembly: DisableRuntimeMarshalling]
