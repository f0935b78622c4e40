using System.Runtime.CompilerServices;

// Every native signature here is blittable. Saying so lets crossgen2 precompile the transitions, which would otherwise be jitted at each start.
[assembly: DisableRuntimeMarshalling]
