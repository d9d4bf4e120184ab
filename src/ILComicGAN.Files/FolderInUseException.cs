namespace ILComicGAN.Files;

/// <summary>Results were to go where something else is; the message says so in one sentence.</summary>
public sealed class FolderInUseException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public FolderInUseException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public FolderInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public FolderInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
