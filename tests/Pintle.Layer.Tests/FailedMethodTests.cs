using Pintle.Layer.Precompile;

namespace Pintle.Layer.Tests;

public sealed class FailedMethodTests
{
    [Theory]
    [InlineData("[S.P.CoreLib]System.Collections.Generic.Comparer`1<System.Text.Json.JsonElement>.Create()", "System.Collections.Generic.Comparer`1<System.Text.Json.JsonElement>")]
    [InlineData("[S.P.CoreLib]System.Collections.Generic.Dictionary`2+Entry<int32,[System.Text.Json]System.Text.Json.JsonElement>..ctor(int32,string)", "System.Collections.Generic.Dictionary`2/Entry<System.Int32,System.Text.Json.JsonElement>")]
    [InlineData("[System.Linq]System.Linq.Enumerable.Sum<int64,float64>([S.P.CoreLib]System.Collections.Generic.IEnumerable`1<!!0>)", "System.Linq.Enumerable")]
    [InlineData("[S.P.CoreLib]System.SZGenericArrayEnumerator`1<[S.P.CoreLib]System.Collections.Generic.KeyValuePair`2<string,bool>>.get_Current()", "System.SZGenericArrayEnumerator`1<System.Collections.Generic.KeyValuePair`2<System.String,System.Boolean>>")]
    public void Is_found_in_what_crossgen2_says_by_its_type(string method, string type) =>
        Assert.Equal(type, FailedMethod.TypeIn($"The command ended with 134; its last lines were:\nError: Code generation failed for method '{method}'\nILCompiler.CodeGenerationFailedException: …"));

    [Theory]
    [InlineData("")]
    [InlineData("Error: out of memory")]
    [InlineData("Error: Code generation failed for method 'Nothing'")]
    public void Is_none_where_it_names_none(string message) => Assert.Null(FailedMethod.TypeIn(message));
}
