Imports System.IO
Imports System.Text

''' <summary>A handler in Visual Basic, with a function of its runtime library.</summary>
Public Class Reverse

    Public Shared Function Handle(input As Stream) As Stream
        Using reader As New StreamReader(input)
            Return New MemoryStream(Encoding.UTF8.GetBytes(StrReverse(reader.ReadToEnd())))
        End Using
    End Function

End Class
