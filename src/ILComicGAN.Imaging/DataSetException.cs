namespace ILComicGAN.Imaging;

/// <summary>A folder of pictures cannot be used; the message says why in one sentence.</summary>
public sealed class DataSetException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public DataSetException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public DataSetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public DataSetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
